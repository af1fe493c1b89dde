package dev.vitrine.catalog;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.jpa.repository.JpaRepository;

/** The items' rows. */
interface ItemRepository extends JpaRepository<ItemEntity, Long> {

    Optional<ItemEntity> findByShopId(String shopId);

    List<ItemEntity> findByIdGreaterThanOrderById(long id, Limit limit);
}
