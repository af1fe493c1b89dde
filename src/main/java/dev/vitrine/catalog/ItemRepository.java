package dev.vitrine.catalog;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Query;

/** The items' rows. */
interface ItemRepository extends JpaRepository<ItemEntity, Long> {

    Optional<ItemEntity> findByShopId(String shopId);

    List<ItemEntity> findByIdGreaterThanOrderById(long id, Limit limit);

    @Query("select new dev.vitrine.catalog.ItemRepository$Key(i.shopId, i.id) from ItemEntity i where i.shopId in :ids")
    List<Key> keys(Collection<String> ids);

    /** An id of the shop's and its key. */
    record Key(String id, Long key) {}
}
